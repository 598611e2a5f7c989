/** The whole system as child processes of this one. */
@NullMarked
package klt.cli.local;

import org.jspecify.annotations.NullMarked;
