/** Checks a spec against the topics, the brokers and the workers before a run begins. Pure. */
@NullMarked
package klt.controller.core.preflight;

import org.jspecify.annotations.NullMarked;
