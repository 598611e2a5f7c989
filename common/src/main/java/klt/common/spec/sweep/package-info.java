/** Sweeps: series of runs whose specs differ in the values of some keys. */
@NullMarked
package klt.common.spec.sweep;

import org.jspecify.annotations.NullMarked;
