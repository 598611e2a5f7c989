/** Runs the whole system as child processes. */
@NullMarked
package klt.cli.local;

import org.jspecify.annotations.NullMarked;
