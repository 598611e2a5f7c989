package klt.worker.warmup;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.InitProducerIdRequest;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.requests.ResponseHeader;

/**
 * A minimal broker on the loopback interface that lets Kafka's clients run in this process without a cluster. It serves one topic with any
 * name to a producer and to a consumer without a group. It keeps the first records that it receives and discards the rest.
 */
final class LoopbackBroker implements AutoCloseable {

    /** Maximum total size of records to keep; at least one request is always kept. */
    private static final int KEPT_BYTES_MAX = 4 << 20;

    private static final int REQUEST_BYTES_MAX = 100 << 20;
    private static final int NODE = 0;
    private static final int LEADER_EPOCH = 0;
    private static final long PRODUCER_ID = 1;
    private static final long EMPTY_FETCH_NANOS = 1_000_000;
    private static final Uuid TOPIC_ID = new Uuid(1, 1);
    private static final List<ApiKeys> APIS =
            List.of(ApiKeys.API_VERSIONS, ApiKeys.METADATA, ApiKeys.INIT_PRODUCER_ID, ApiKeys.PRODUCE, ApiKeys.FETCH);

    private final ServerSocket server;
    private final List<PartitionLog> logs;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private long keptBytes;

    private static final class PartitionLog {
        private final List<MemoryRecords> kept = new ArrayList<>();
        private long end;
        private long keptEnd;
    }

    private LoopbackBroker(ServerSocket server, int partitions) {
        this.server = server;
        logs = IntStream.range(0, partitions)
                .mapToObj(partition -> new PartitionLog())
                .toList();
    }

    static LoopbackBroker start(int partitions) throws IOException {
        LoopbackBroker broker =
                new LoopbackBroker(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), partitions);
        Thread.ofPlatform().name("warm-up-broker").daemon().start(broker::accept);
        return broker;
    }

    /** Returns the clients' bootstrap server. */
    String address() {
        return host() + ":" + server.getLocalPort();
    }

    private String host() {
        return server.getInetAddress().getHostAddress();
    }

    /** Returns, for each partition, the end offset of the kept records. */
    synchronized List<Long> keptEnds() {
        return logs.stream().map(log -> log.keptEnd).toList();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                connection.setTcpNoDelay(true);
                connections.add(connection);
                Thread.ofPlatform().name("warm-up-broker").daemon().start(() -> serve(connection));
            }
        } catch (IOException closed) {
            // close() ends this wait
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(connection.getInputStream()));
            OutputStream out = connection.getOutputStream();
            while (true) {
                int size = in.readInt();
                if (size < 0 || size > REQUEST_BYTES_MAX) {
                    return;
                }
                Optional<ByteBuffer> response = answer(ByteBuffer.wrap(in.readNBytes(size)));
                if (response.isPresent()) {
                    out.write(response.get().array(), 0, response.get().limit());
                }
            }
        } catch (IOException closed) {
            // the client or close() has ended the connection
        } finally {
            connections.remove(connection);
        }
    }

    /** Returns the response with its size prefix, or empty if the client does not expect one. */
    private Optional<ByteBuffer> answer(ByteBuffer bytes) {
        RequestHeader header = RequestHeader.parse(bytes);
        AbstractRequest request = AbstractRequest.parseRequest(
                        header.apiKey(), header.apiVersion(), new ByteBufferAccessor(bytes))
                .request;
        return answer(request).map(body -> {
            ResponseHeader responseHeader = header.toResponseHeader();
            ByteBuffer message = RequestUtils.serialize(
                    responseHeader.data(), responseHeader.headerVersion(), body, header.apiVersion());
            ByteBuffer framed = ByteBuffer.allocate(Integer.BYTES + message.remaining());
            return framed.putInt(message.remaining()).put(message).flip();
        });
    }

    private Optional<ApiMessage> answer(AbstractRequest request) {
        return switch (request) {
            case ApiVersionsRequest apis -> Optional.of(versions());
            case MetadataRequest metadata ->
                Optional.of(metadata(metadata.data().topics()));
            case InitProducerIdRequest producer ->
                Optional.of(new InitProducerIdResponseData()
                        .setProducerId(PRODUCER_ID)
                        .setProducerEpoch((short) 0));
            case ProduceRequest produce -> {
                ApiMessage response = produced(produce);
                yield produce.acks() == 0 ? Optional.empty() : Optional.of(response);
            }
            case FetchRequest fetch -> Optional.of(fetched(fetch));
            default -> throw new IllegalStateException("not announced: " + request.apiKey());
        };
    }

    private static ApiMessage versions() {
        ApiVersionCollection versions = new ApiVersionCollection();
        APIS.forEach(api -> versions.add(ApiVersionsResponse.toApiVersion(api)));
        return new ApiVersionsResponseData().setApiKeys(versions);
    }

    private ApiMessage metadata(List<MetadataRequestTopic> topics) {
        MetadataResponseData response =
                new MetadataResponseData().setClusterId("warm-up").setControllerId(NODE);
        response.brokers()
                .add(new MetadataResponseBroker()
                        .setNodeId(NODE)
                        .setHost(host())
                        .setPort(server.getLocalPort()));
        for (MetadataRequestTopic topic : topics) {
            response.topics()
                    .add(new MetadataResponseTopic()
                            .setName(topic.name())
                            .setTopicId(TOPIC_ID)
                            .setPartitions(IntStream.range(0, logs.size())
                                    .mapToObj(LoopbackBroker::partition)
                                    .toList()));
        }
        return response;
    }

    private static MetadataResponsePartition partition(int partition) {
        return new MetadataResponsePartition()
                .setPartitionIndex(partition)
                .setLeaderId(NODE)
                .setLeaderEpoch(LEADER_EPOCH)
                .setReplicaNodes(List.of(NODE))
                .setIsrNodes(List.of(NODE));
    }

    private synchronized ApiMessage produced(ProduceRequest request) {
        ProduceResponseData response = new ProduceResponseData();
        for (TopicProduceData topic : request.data().topicData()) {
            response.responses()
                    .add(new TopicProduceResponse()
                            .setName(topic.name())
                            .setTopicId(topic.topicId())
                            .setPartitionResponses(topic.partitionData().stream()
                                    .map(this::append)
                                    .toList()));
        }
        return response;
    }

    private PartitionProduceResponse append(PartitionProduceData data) {
        PartitionLog log = logs.get(data.index());
        long begin = log.end;
        MemoryRecords records = (MemoryRecords) data.records();
        for (MutableRecordBatch batch : records.batches()) {
            log.end += batch.lastOffset() - batch.baseOffset() + 1;
            batch.setLastOffset(log.end - 1);
        }
        if (keptBytes < KEPT_BYTES_MAX && log.keptEnd == begin) {
            log.kept.add(records);
            log.keptEnd = log.end;
            keptBytes += records.sizeInBytes();
        }
        return new PartitionProduceResponse()
                .setIndex(data.index())
                .setBaseOffset(begin)
                .setLogStartOffset(0);
    }

    private ApiMessage fetched(FetchRequest request) {
        FetchResponseData response = new FetchResponseData();
        boolean any = false;
        for (FetchTopic topic : request.data().topics()) {
            List<FetchResponseData.PartitionData> found = topic.partitions().stream()
                    .map(fetch -> records(fetch.partition(), fetch.fetchOffset()))
                    .toList();
            any |= found.stream().anyMatch(data -> data.records().sizeInBytes() > 0);
            response.responses()
                    .add(new FetchableTopicResponse()
                            .setTopic(topic.topic())
                            .setTopicId(topic.topicId())
                            .setPartitions(found));
        }
        if (!any) {
            LockSupport.parkNanos(EMPTY_FETCH_NANOS);
        }
        return response;
    }

    private synchronized FetchResponseData.PartitionData records(int partition, long offset) {
        PartitionLog log = logs.get(partition);
        MemoryRecords records = log.kept.stream()
                .filter(kept -> offset <= lastOffset(kept))
                .findFirst()
                .orElse(MemoryRecords.EMPTY);
        return new FetchResponseData.PartitionData()
                .setPartitionIndex(partition)
                .setHighWatermark(log.keptEnd)
                .setLastStableOffset(log.keptEnd)
                .setLogStartOffset(0)
                .setRecords(records);
    }

    private static long lastOffset(MemoryRecords records) {
        long last = -1;
        for (MutableRecordBatch batch : records.batches()) {
            last = batch.lastOffset();
        }
        return last;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
