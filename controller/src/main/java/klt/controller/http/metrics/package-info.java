/** The controller's own metrics. */
@NullMarked
package klt.controller.http.metrics;

import org.jspecify.annotations.NullMarked;
