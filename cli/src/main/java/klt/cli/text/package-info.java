/** Pure functions that create the command's output from the controller's responses. */
@NullMarked
package klt.cli.text;

import org.jspecify.annotations.NullMarked;
