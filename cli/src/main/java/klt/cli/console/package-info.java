/** The terminal, its signals, and the process around the command. */
@NullMarked
package klt.cli.console;

import org.jspecify.annotations.NullMarked;
