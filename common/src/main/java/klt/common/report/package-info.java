/**
 * A run's documents, which the controller stores and serves, and the CLI reads. Latencies are in µs, rates per second, sizes in bytes. The
 * fields of an unwrapped record are part of the enclosing JSON object.
 */
@NullMarked
package klt.common.report;

import org.jspecify.annotations.NullMarked;
