/** Failures and exit codes of the command. */
@NullMarked
package klt.cli.outcome;

import org.jspecify.annotations.NullMarked;
