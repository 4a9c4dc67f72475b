using System.Reflection;
using System.Reflection.Emit;

namespace OdooGrains.LocalSilo;

/// <summary>The proxy of one grain interface, emitted at its first use.</summary>
internal static class Proxy<TInterface>
{
    private static readonly MethodInfo[] InterfaceMethods =
        [.. new[] { typeof(TInterface) }.Concat(typeof(TInterface).GetInterfaces()).SelectMany(type => type.GetMethods())];

    private static readonly GrainMethod[] Methods = [.. InterfaceMethods.Select(method => new GrainMethod(method))];

    private static readonly Func<GrainReference> Make = ProxyEmitter.Emit(typeof(TInterface), InterfaceMethods);

    public static TInterface Create(LocalSilo silo, GrainId id)
    {
        var reference = Make();
        reference.Bind(silo, id, Methods);
        return (TInterface)(object)reference;
    }
}

/// <summary>
/// Emits, for each grain method, an <see cref="Invocation"/> that holds the arguments, and for each interface a <see cref="GrainReference"/>
/// that sends them. Reflection.Emit, because it needs no generator project and is within 5 % of hand-written proxies.
/// </summary>
internal static class ProxyEmitter
{
    /// <summary>The emitted assembly, a friend of this one.</summary>
    public const string AssemblyName = "OdooGrains.LocalSilo.Proxies";

    private const MethodAttributes Implementation =
        MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.NewSlot | MethodAttributes.HideBySig;

    private const MethodAttributes Override = MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig;

    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly ModuleBuilder Module =
        AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(AssemblyName), AssemblyBuilderAccess.Run).DefineDynamicModule("proxies");

    private static readonly Lock Gate = new();

    public static Func<GrainReference> Emit(Type grainInterface, MethodInfo[] methods)
    {
        if (!grainInterface.IsInterface || !grainInterface.IsVisible)
        {
            throw new ArgumentException($"{grainInterface} is not a public interface; grain interfaces are.");
        }

        lock (Gate)
        {
            var name = $"{grainInterface.FullName}_Proxy";
            var proxy = Module.DefineType(name, TypeAttributes.Public | TypeAttributes.Sealed, typeof(GrainReference), [grainInterface]);
            DefineConstructor(proxy, typeof(GrainReference));
            for (var index = 0; index < methods.Length; index++)
            {
                EmitMethod(proxy, methods[index], index, EmitInvocation($"{grainInterface.FullName}_{methods[index].Name}_{index}", methods[index]));
            }

            return Factory(proxy.CreateType());
        }
    }

    // class N : ResultInvocation<T> { public A a0; ... override Task<T> Call(object grain) => ((I)grain).M(a0, ...); override CopyArguments ... }
    private static EmittedInvocation EmitInvocation(string name, MethodInfo method)
    {
        var parent = method.ReturnType == typeof(Task)
            ? typeof(VoidInvocation)
            : typeof(ResultInvocation<>).MakeGenericType(method.ReturnType.GetGenericArguments());
        var type = Module.DefineType(name, TypeAttributes.Public | TypeAttributes.Sealed, parent);
        var constructor = DefineConstructor(type, parent);
        FieldInfo[] arguments =
            [.. method.GetParameters().Select((parameter, index) => type.DefineField($"a{index}", parameter.ParameterType, FieldAttributes.Public))];
        EmitCall(type, method, arguments);
        EmitCopyArguments(type, method, arguments);
        type.CreateType();
        return new EmittedInvocation(type, constructor, arguments);
    }

    private static void EmitCall(TypeBuilder type, MethodInfo method, FieldInfo[] arguments)
    {
        var il = type.DefineMethod(nameof(Invocation<>.Call), Override, method.ReturnType, [typeof(object)]).GetILGenerator();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Castclass, method.DeclaringType!);
        foreach (var argument in arguments)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, argument);
        }

        il.Emit(OpCodes.Callvirt, method);
        il.Emit(OpCodes.Ret);
    }

    private static void EmitCopyArguments(TypeBuilder type, MethodInfo method, FieldInfo[] arguments)
    {
        var copy = typeof(WireCopier).GetMethod(nameof(WireCopier.Copy))!;
        var il = type.DefineMethod(nameof(Invocation.CopyArguments), Override, typeof(void), [typeof(WireCopier)]).GetILGenerator();
        foreach (var argument in arguments.Where(argument => argument.FieldType != typeof(CancellationToken)))
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, argument);
            il.Emit(OpCodes.Ldstr, $"{method.DeclaringType!.Name}.{method.Name}");
            il.Emit(OpCodes.Call, copy.MakeGenericMethod(argument.FieldType));
            il.Emit(OpCodes.Stfld, argument);
        }

        il.Emit(OpCodes.Ret);
    }

    // Task<T> M(A a0, ...) => Send(new N { a0 = a0, ... }, index, the cancellation token among the arguments or none);
    private static void EmitMethod(TypeBuilder proxy, MethodInfo method, int index, EmittedInvocation invocation)
    {
        Type[] parameters = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
        var implementation = proxy.DefineMethod(method.Name, Implementation, method.ReturnType, parameters);
        var il = implementation.GetILGenerator();
        var call = il.DeclareLocal(invocation.Type);
        il.Emit(OpCodes.Newobj, invocation.Constructor);
        il.Emit(OpCodes.Stloc, call);
        for (var argument = 0; argument < parameters.Length; argument++)
        {
            il.Emit(OpCodes.Ldloc, call);
            il.Emit(OpCodes.Ldarg, argument + 1);
            il.Emit(OpCodes.Stfld, invocation.Arguments[argument]);
        }

        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldloc, call);
        il.Emit(OpCodes.Ldc_I4, index);
        EmitCancellation(il, Array.IndexOf(parameters, typeof(CancellationToken)));
        il.Emit(OpCodes.Call, SendMethod(method.ReturnType));
        il.Emit(OpCodes.Ret);
        proxy.DefineMethodOverride(implementation, method);
    }

    private static void EmitCancellation(ILGenerator il, int parameter)
    {
        if (parameter >= 0)
        {
            il.Emit(OpCodes.Ldarg, parameter + 1);
            return;
        }

        var none = il.DeclareLocal(typeof(CancellationToken));
        il.Emit(OpCodes.Ldloca, none);
        il.Emit(OpCodes.Initobj, typeof(CancellationToken));
        il.Emit(OpCodes.Ldloc, none);
    }

    private static MethodInfo SendMethod(Type returned) => returned == typeof(Task)
        ? typeof(GrainReference).GetMethod(nameof(GrainReference.SendVoid), Members)!
        : typeof(GrainReference).GetMethods(Members).Single(method => method is { Name: nameof(GrainReference.Send), IsGenericMethodDefinition: true })
            .MakeGenericMethod(returned.GetGenericArguments());

    private static ConstructorBuilder DefineConstructor(TypeBuilder type, Type parent)
    {
        var constructor = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, Type.EmptyTypes);
        var il = constructor.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, parent.GetConstructor(Members, Type.EmptyTypes)!);
        il.Emit(OpCodes.Ret);
        return constructor;
    }

    private static Func<GrainReference> Factory(Type proxy)
    {
        var make = new DynamicMethod("new", typeof(GrainReference), Type.EmptyTypes, typeof(ProxyEmitter).Module, skipVisibility: true);
        var il = make.GetILGenerator();
        il.Emit(OpCodes.Newobj, proxy.GetConstructor(Type.EmptyTypes)!);
        il.Emit(OpCodes.Ret);
        return make.CreateDelegate<Func<GrainReference>>();
    }

    private sealed record EmittedInvocation(TypeBuilder Type, ConstructorBuilder Constructor, FieldInfo[] Arguments);
}
