/** A search's result in a run's documents. */
@NullMarked
package klt.common.report.limit;

import org.jspecify.annotations.NullMarked;
