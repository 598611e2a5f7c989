/** What can be known before a run begins: does the spec fit the topic, the brokers and the workers? Pure. */
@NullMarked
package klt.controller.core.preflight;

import org.jspecify.annotations.NullMarked;
