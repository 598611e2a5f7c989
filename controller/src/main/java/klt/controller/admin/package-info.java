/** Kafka requests about the control topics, the topics under load, and the groups of runs. */
@NullMarked
package klt.controller.admin;

import org.jspecify.annotations.NullMarked;
