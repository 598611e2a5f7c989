/** The command's terminal and signals. */
@NullMarked
package klt.cli.console;

import org.jspecify.annotations.NullMarked;
