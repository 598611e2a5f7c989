/** Consumer groups as load. */
@NullMarked
package klt.worker.consume;

import org.jspecify.annotations.NullMarked;
