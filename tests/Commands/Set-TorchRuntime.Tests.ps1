BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $before = Get-TorchRuntime

    # The first numbers that libtorch draws from here on.
    function Get-Draw {
        $tensor = [TorchSharp.torch]::rand(4)
        try { 0..3 | ForEach-Object { [double] [TorchSharp.TensorExtensionMethods]::ToSingle($tensor[$_]) } } finally { $tensor.Dispose() }
    }
}

Describe 'Set-TorchRuntime' {
    AfterAll {
        Set-TorchRuntime -Threads $before.Threads -Deterministic:$false
    }

    It 'sets the number of threads and says who did' {
        $other = $before.Threads + 1
        Set-TorchRuntime -Threads $other
        $runtime = Get-TorchRuntime
        $runtime.Threads | Should -Be $other
        $setting = $runtime.Settings | Where-Object Name -EQ 'Threads'
        $setting.Value | Should -Be "$other"
        $setting.Origin | Should -Be 'Command'
    }

    It 'refuses <Threads> threads' -ForEach @(@{ Threads = 0 }, @{ Threads = -2 }, @{ Threads = 100000 }) {
        { Set-TorchRuntime -Threads $Threads } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.SetTorchRuntimeCommand'
    }

    It 'seeds the random numbers' {
        Set-TorchRuntime -Seed 7
        $first = Get-Draw
        $second = Get-Draw
        Set-TorchRuntime -Seed 7
        Get-Draw | Should -Be $first
        "$second" | Should -Not -Be "$first"
    }

    It 'switches deterministic algorithms on and off' {
        Set-TorchRuntime -Deterministic
        (Get-TorchRuntime).Deterministic | Should -BeTrue
        Set-TorchRuntime -Seed 1
        (Get-TorchRuntime).Deterministic | Should -BeTrue
        Set-TorchRuntime -Deterministic:$false
        (Get-TorchRuntime).Deterministic | Should -BeFalse
    }

    It 'changes nothing with -WhatIf' {
        $now = Get-TorchRuntime
        Set-TorchRuntime -Threads ($now.Threads + 3) -Deterministic -WhatIf
        (Get-TorchRuntime).Threads | Should -Be $now.Threads
        (Get-TorchRuntime).Deterministic | Should -BeFalse
    }
}
