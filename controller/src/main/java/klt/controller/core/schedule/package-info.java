/** A run's load over time. */
@NullMarked
package klt.controller.core.schedule;

import org.jspecify.annotations.NullMarked;
