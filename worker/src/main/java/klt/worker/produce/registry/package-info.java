/** A schema registry client. */
@NullMarked
package klt.worker.produce.registry;

import org.jspecify.annotations.NullMarked;
