/** Sweep documents, which the controller serves and the CLI reads, and the statistics in them. */
@NullMarked
package klt.common.sweep;

import org.jspecify.annotations.NullMarked;
