/** The search for the highest rate at which Kafka meets the objectives. */
@NullMarked
package klt.controller.core.limit;

import org.jspecify.annotations.NullMarked;
