/** Requests to Kafka about topics and groups: the control topics, and the topic under load. */
@NullMarked
package klt.controller.admin;

import org.jspecify.annotations.NullMarked;
