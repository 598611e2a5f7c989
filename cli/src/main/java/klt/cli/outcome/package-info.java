/** How the command ends. */
@NullMarked
package klt.cli.outcome;

import org.jspecify.annotations.NullMarked;
