/** A spec's objectives: bounds that a run must meet. */
@NullMarked
package klt.common.spec.objective;

import org.jspecify.annotations.NullMarked;
