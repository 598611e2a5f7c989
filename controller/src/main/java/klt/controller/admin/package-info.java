/** Requests to Kafka about topics and groups: the control topics, and the topics under load. */
@NullMarked
package klt.controller.admin;

import org.jspecify.annotations.NullMarked;
