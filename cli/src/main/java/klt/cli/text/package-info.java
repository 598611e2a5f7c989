/** The output of the command, as pure functions of the controller's answers. */
@NullMarked
package klt.cli.text;

import org.jspecify.annotations.NullMarked;
