/** What is recorded of a run beside its state: its events and disruptions. */
@NullMarked
package klt.controller.core.history;

import org.jspecify.annotations.NullMarked;
