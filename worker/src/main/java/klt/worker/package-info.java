/** The worker: a stateless service that executes the shards that the controller assigns to it. */
@NullMarked
package klt.worker;

import org.jspecify.annotations.NullMarked;
