/** The {@code loadtester} command. */
@NullMarked
package klt.cli;

import org.jspecify.annotations.NullMarked;
