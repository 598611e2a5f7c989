/** Compares runs: the changes in their figures, with bootstrap confidence intervals, and the differences in their conditions. Pure. */
@NullMarked
package klt.common.compare;

import org.jspecify.annotations.NullMarked;
