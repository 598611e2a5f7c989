/** The worker: a stateless service that executes the shards assigned to it by the controller. */
@NullMarked
package klt.worker;

import org.jspecify.annotations.NullMarked;
