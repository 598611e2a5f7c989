/** The records that are kept about a run in addition to its state: its events and disruptions. */
@NullMarked
package klt.controller.core.history;

import org.jspecify.annotations.NullMarked;
