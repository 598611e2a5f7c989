/** The documents of sweeps: what the controller serves and the command reads, and the statistics in them. */
@NullMarked
package klt.common.sweep;

import org.jspecify.annotations.NullMarked;
