/** What the command shows, as pure functions of what the controller said. */
@NullMarked
package klt.cli.text;

import org.jspecify.annotations.NullMarked;
