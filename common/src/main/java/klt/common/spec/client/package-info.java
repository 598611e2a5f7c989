/** Further properties of Kafka's clients that a spec may set. */
@NullMarked
package klt.common.spec.client;

import org.jspecify.annotations.NullMarked;
