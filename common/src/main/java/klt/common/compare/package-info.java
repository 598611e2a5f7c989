/**
 * The comparison of runs: changes of their figures, with bootstrap confidence intervals, and differences between their conditions. Pure.
 */
@NullMarked
package klt.common.compare;

import org.jspecify.annotations.NullMarked;
