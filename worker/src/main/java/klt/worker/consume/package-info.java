/** Consumer groups that add read load. */
@NullMarked
package klt.worker.consume;

import org.jspecify.annotations.NullMarked;
