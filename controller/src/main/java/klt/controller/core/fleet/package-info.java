/** The workers' state, derived from their heartbeats. */
@NullMarked
package klt.controller.core.fleet;

import org.jspecify.annotations.NullMarked;
