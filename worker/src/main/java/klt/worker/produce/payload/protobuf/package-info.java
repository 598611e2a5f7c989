/** Generates data for Protobuf schemas. */
@NullMarked
package klt.worker.produce.payload.protobuf;

import org.jspecify.annotations.NullMarked;
