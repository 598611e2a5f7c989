/** Sweeps: series of runs whose specs differ in some keys' values. */
@NullMarked
package klt.common.spec.sweep;

import org.jspecify.annotations.NullMarked;
