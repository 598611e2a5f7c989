/** The comparison of runs: deltas of their figures with bootstrap confidence intervals, and how their conditions differ. Pure. */
@NullMarked
package klt.common.compare;

import org.jspecify.annotations.NullMarked;
