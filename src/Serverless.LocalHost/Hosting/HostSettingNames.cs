namespace Serverless.LocalHost.Hosting;

/// <summary>The settings that the public reference of <c>host.json</c> (version 2.0) and of its extensions knows.</summary>
internal static class HostSettingNames
{
    /// <summary>
    /// Known, without effect here, and harmless: meaningful to the cloud's host, to a scaled-out app, or to a queue between
    /// processes that this host does not have. Saying so at every start would be noise. A section stands for all below it.
    /// </summary>
    public static readonly IReadOnlyList<string> Harmless =
    [
        "aggregator", "concurrency", "extensionBundle", "healthMonitor", "id", "managedDependency", "singleton", "$schema",
        "telemetryMode", "watchDirectories", "watchFiles", "configurationSource",
        "logging:logLevel", "logging:applicationInsights", "logging:console", "logging:fileLoggingMode", "logging:debugConsole",
        "extensions:cosmosDB", "extensions:eventHubs", "extensions:sendGrid",
        "extensions:serviceBus", "extensions:signalR", "extensions:http:hsts", "extensions:eventGrid",
        .. Durable(
            "storageProvider:type", "storageProvider:partitionCount", "storageProvider:controlQueueBatchSize",
            "storageProvider:controlQueueBufferThreshold", "storageProvider:controlQueueVisibilityTimeout",
            "storageProvider:fetchLargeMessagesAutomatically", "storageProvider:maxQueuePollingInterval",
            "storageProvider:useLegacyPartitionManagement", "storageProvider:useTablePartitionManagement",
            "storageProvider:workItemQueueVisibilityTimeout", "storageProvider:queueClientMessageEncoding",
            "storageProvider:useInstanceTableEntity", "storageProvider:allowReplayingTerminalInstances",
            "tracing", "httpSettings", "grpcEnabled", "useGracefulShutdown", "useAppLease", "appLeaseOptions",
            "extendedSessionsEnabled", "extendedSessionIdleTimeoutInSeconds", "maxGrpcMessageSizeInBytes", "grpcHttpClientTimeout",
            "localRpcEndpointEnabled", "storeInputsInOrchestrationHistory", "maxOrchestrationActions", "rollbackEntityOperationsOnExceptions",
            "entityMessageReorderWindowInMinutes", "maxEntityOperationBatchSize"),
    ];

    /// <summary>Known to the cloud's host, where they change what an app does; here they do not, and that is said.</summary>
    public static readonly IReadOnlyList<string> WithoutEffect =
    [
        "functions", "customHandler", "retry", "sendCanceledInvocationsToWorker",
        "extensions:http:dynamicThrottlesEnabled", "extensions:http:customHeaders",
        .. Durable(
            "storageProvider:trackingStoreConnectionStringName", "storageProvider:trackingStoreConnectionName",
            "storageProvider:trackingStoreNamePrefix", "notifications", "defaultVersion", "versionMatchStrategy",
            "versionFailureStrategy", "overridableExistingInstanceStates"),
    ];

    private static IEnumerable<string> Durable(params string[] names) => names.Select(name => $"extensions:durableTask:{name}");
}
