BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $onLinux = [System.Runtime.InteropServices.RuntimeInformation]::IsOSPlatform([System.Runtime.InteropServices.OSPlatform]::Linux)
}

Describe 'Get-TorchRuntime' {
    BeforeAll {
        $runtime = Get-TorchRuntime
    }

    It 'names every version' {
        $runtime.Freeze | Should -Be (Import-PowerShellDataFile "$PSScriptRoot/../../Freeze.psd1").ModuleVersion
        $runtime.TorchSharp | Should -Match '^0\.107\.'
        $runtime.PowerShell | Should -Be $PSVersionTable.PSVersion.ToString()
        $runtime.DotNet | Should -Be ([System.Environment]::Version.ToString())
        if ($onLinux) { $runtime.Libtorch | Should -Match '^2\.10\.' }
    }

    It 'says where libtorch was loaded from' {
        (Get-ChildItem $runtime.Directory -Filter '*torch_cpu*').Count | Should -BeGreaterThan 0
    }

    It 'lists the devices, the processor first' {
        $runtime.Devices[0] | Should -Be 'cpu'
    }

    It 'counts threads as libtorch does' {
        $runtime.Threads | Should -Be ([TorchSharp.torch]::get_num_threads())
        $runtime.Cores | Should -BeGreaterThan 0
        $runtime.Cores | Should -Not -BeGreaterThan ([System.Environment]::ProcessorCount)
    }

    It 'shows each process setting with its origin and the variable that decides' {
        $runtime.Settings.Name | Should -Be 'Threads', 'ThreadWaiting', 'Allocator', 'TorchScript'
        foreach ($setting in $runtime.Settings) {
            $setting.Value | Should -Not -BeNullOrEmpty
            if ($setting.Origin -eq 'Freeze') { $setting.Variable | Should -BeLike 'FREEZE_TUNE_*' }
        }
    }

    It 'fits on a screen' {
        $text = $runtime | Out-String -Width 120
        $text | Should -Match 'Loaded from'
        $text | Should -Match "$([regex]::Escape($runtime.TorchSharp))"
        $runtime.Settings | Out-String -Width 120 | Should -Match 'Allocator'
    }
}
