/** Properties of Kafka's clients and topics that a spec may set, and names of topics. */
@NullMarked
package klt.common.spec.client;

import org.jspecify.annotations.NullMarked;
