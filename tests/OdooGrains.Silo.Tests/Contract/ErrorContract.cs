using OdooGrains.Silo.Tests.Probes;

namespace OdooGrains.Silo.Tests.Contract;

public sealed class ErrorContract(SiloFixture silo) : SiloContract(silo)
{
    [Fact]
    public async Task An_own_exception_crosses_with_type_message_and_data_but_without_its_properties()
    {
        var error = await Assert.ThrowsAsync<CreditException>(() => Grain<IErrorProbe>().FailAsync("own"));

        Assert.Equal("The credit limit is reached.", error.Message);
        Assert.Equal("E42", error.Data["code"]);
        Assert.Null(error.Code);
    }

    [Fact]
    public async Task An_inner_exception_crosses()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Grain<IErrorProbe>().FailAsync("inner"));

        Assert.Equal("inner", Assert.IsType<ArgumentException>(error.InnerException).Message);
    }

    [Fact]
    public async Task A_cancellation_of_the_grain_itself_crosses() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Grain<IErrorProbe>().FailAsync("cancelled"));

    [Fact]
    public async Task A_timeout_of_the_grain_itself_crosses() =>
        Assert.Equal("mine", (await Assert.ThrowsAsync<TimeoutException>(() => Grain<IErrorProbe>().FailAsync("timeout"))).Message);

    [Fact]
    public async Task An_exception_before_the_first_await_crosses() =>
        await Assert.ThrowsAsync<InvalidOperationException>(Grain<IErrorProbe>().FailAtOnceAsync);

    [Fact]
    public async Task A_failed_activation_fails_the_call_and_is_tried_again()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(Grain<IFlakyProbe>().ActivationsAsync);

        Assert.Equal(2, await Grain<IFlakyProbe>().ActivationsAsync());
    }
}
