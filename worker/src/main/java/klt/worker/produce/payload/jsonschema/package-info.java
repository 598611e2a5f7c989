/** Generates data for JSON Schemas. */
@NullMarked
package klt.worker.produce.payload.jsonschema;

import org.jspecify.annotations.NullMarked;
