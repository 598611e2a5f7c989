/** The terminal and the signals of the command. */
@NullMarked
package klt.cli.console;

import org.jspecify.annotations.NullMarked;
