/** Reads topics for verification. */
@NullMarked
package klt.worker.audit;

import org.jspecify.annotations.NullMarked;
