/** The command's failures and exit codes. */
@NullMarked
package klt.cli.outcome;

import org.jspecify.annotations.NullMarked;
