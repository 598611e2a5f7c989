/** Reads topics back. */
@NullMarked
package klt.worker.audit;

import org.jspecify.annotations.NullMarked;
