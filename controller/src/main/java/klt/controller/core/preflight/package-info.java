/** Checks before a run begins whether the spec fits the topic, the brokers and the workers. Pure. */
@NullMarked
package klt.controller.core.preflight;

import org.jspecify.annotations.NullMarked;
