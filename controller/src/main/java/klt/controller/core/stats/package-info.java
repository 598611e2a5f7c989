/** A run's statistics, aggregated from the workers' reports. */
@NullMarked
package klt.controller.core.stats;

import org.jspecify.annotations.NullMarked;
