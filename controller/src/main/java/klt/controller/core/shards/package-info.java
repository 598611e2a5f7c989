/** The assignment of a run's messages to workers. */
@NullMarked
package klt.controller.core.shards;

import org.jspecify.annotations.NullMarked;
