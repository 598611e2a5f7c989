/** Generates data for Avro schemas. */
@NullMarked
package klt.worker.produce.payload.avro;

import org.jspecify.annotations.NullMarked;
