/** How clients authenticate: presets, their files, and the client properties derived from them. */
@NullMarked
package klt.common.kafka.auth;

import org.jspecify.annotations.NullMarked;
