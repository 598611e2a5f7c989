/** The client of a schema registry. */
@NullMarked
package klt.worker.produce.registry;

import org.jspecify.annotations.NullMarked;
