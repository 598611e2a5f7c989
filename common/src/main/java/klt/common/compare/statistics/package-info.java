/** Distributions and estimators that comparisons use; pure functions. */
@NullMarked
package klt.common.compare.statistics;

import org.jspecify.annotations.NullMarked;
